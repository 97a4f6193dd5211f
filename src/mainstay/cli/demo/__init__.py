"""The demonstration company: its people, its customers and three years of its orders.

Hengsheng Lift Components (恒升电梯部件有限公司) does not exist. Everything here comes out of a
seed, so that two people who talk about the demonstration look at the same figures.
"""
