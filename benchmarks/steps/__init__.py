"""What runs in fresh processes: each public function is a step, given plain values, giving figures.

Everything heavy is imported inside the functions, so that a step pays for what it uses alone.
"""
