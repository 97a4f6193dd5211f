"""Addresses of the pages of messages."""

from django.urls import URLPattern, path

from mainstay.apps.notifications.web import arranging, channels, messages, webhooks

app_name = "notifications"
urlpatterns: list[URLPattern] = [
    path("", messages.message_list, name="list"),
    path("count/", messages.count, name="count"),
    path("latest/", messages.latest, name="latest"),
    path("read/", messages.read_all, name="read_all"),
    path("settings/", arranging.settings_page, name="settings"),
    path("settings/choices/", arranging.change_choices, name="change_choices"),
    path("settings/times/", arranging.change_times, name="change_times"),
    path("channels/new/", channels.new_channel, name="new_channel"),
    path("channels/company/", channels.company_channels, name="company_channels"),
    path("channels/company/new/", channels.new_company_channel, name="new_company_channel"),
    path("channels/<int:key>/", channels.channel_page, name="channel"),
    path("channels/<int:key>/edit/", channels.edit_channel, name="edit_channel"),
    path("channels/<int:key>/test/", channels.test_channel, name="test_channel"),
    path("channels/<int:key>/delete/", channels.delete_channel, name="delete_channel"),
    path("webhooks/", webhooks.webhook_list, name="webhooks"),
    path("webhooks/new/", webhooks.new_webhook, name="new_webhook"),
    path("webhooks/<int:key>/", webhooks.webhook_page, name="webhook"),
    path("webhooks/<int:key>/edit/", webhooks.edit_webhook, name="edit_webhook"),
    path("webhooks/<int:key>/test/", webhooks.test_webhook, name="test_webhook"),
    path("webhooks/<int:key>/pause/", webhooks.pause_webhook, name="pause_webhook"),
    path("webhooks/<int:key>/resume/", webhooks.resume_webhook, name="resume_webhook"),
    path("webhooks/<int:key>/secret/", webhooks.renew_secret, name="renew_secret"),
    path("webhooks/<int:key>/delete/", webhooks.delete_webhook, name="delete_webhook"),
    path("webhooks/<int:key>/sent/<int:number>/", webhooks.delivery_page, name="delivery"),
    path("webhooks/<int:key>/sent/<int:number>/again/", webhooks.send_again, name="send_again"),
    path("<int:key>/", messages.open_message, name="open"),
]
