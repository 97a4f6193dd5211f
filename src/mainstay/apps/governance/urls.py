"""Addresses of sign-in, the own account and administration."""

from allauth.account import views as sign_in
from django.urls import URLPattern, URLResolver, include, path

from mainstay.apps.governance.web import (
    account,
    entering,
    installation,
    invitations,
    passkeys,
    people,
    provider,
    roles,
    second_factor,
    sessions,
    teams,
    tokens,
    trail,
)

pages: list[URLPattern] = [
    path("account/", account.account, name="account"),
    path("account/second-factor/", second_factor.add, name="add_second_factor"),
    path("account/second-factor/codes/", second_factor.renew_codes, name="renew_recovery_codes"),
    path("account/second-factor/off/", second_factor.remove, name="remove_second_factor"),
    path("account/passkeys/new/", passkeys.add, name="add_passkey"),
    path("account/passkeys/<int:passkey_id>/", passkeys.rename, name="rename_passkey"),
    path("account/passkeys/<int:passkey_id>/remove/", passkeys.remove, name="remove_passkey"),
    path("account/provider/link/", provider.link, name="link_provider"),
    path("account/provider/confirm/", provider.confirm, name="confirm_by_provider"),
    path("account/provider/unlink/", provider.unlink, name="unlink_provider"),
    path("account/sessions/<int:session_id>/end/", sessions.end_own, name="end_session"),
    path("account/sessions/end-others/", sessions.end_others, name="end_other_sessions"),
    path("account/tokens/new/", tokens.new_token, name="new_token"),
    path("account/tokens/<int:token_id>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("administration/people/", people.people, name="people"),
    path("administration/people/new/", people.new_person, name="new_person"),
    path("administration/people/invite/", invitations.invite, name="invite"),
    path("administration/people/invitations/", invitations.invitations, name="invitations"),
    path(
        "administration/people/invitations/<int:invitation_id>/send/",
        invitations.renew,
        name="renew_invitation",
    ),
    path(
        "administration/people/invitations/<int:invitation_id>/withdraw/",
        invitations.withdraw,
        name="withdraw_invitation",
    ),
    path("administration/people/<int:person_id>/", people.person, name="person"),
    path(
        "administration/people/<int:person_id>/password/",
        people.person_password,
        name="person_password",
    ),
    path(
        "administration/people/<int:person_id>/disable/",
        people.disable_person,
        name="disable_person",
    ),
    path(
        "administration/people/<int:person_id>/enable/", people.enable_person, name="enable_person"
    ),
    path(
        "administration/people/<int:person_id>/second-factor/reset/",
        second_factor.reset,
        name="reset_second_factor",
    ),
    path(
        "administration/people/<int:person_id>/provider/unlink/",
        provider.unlink_person,
        name="unlink_person",
    ),
    path(
        "administration/people/<int:person_id>/sessions/end/",
        sessions.end_of_person,
        name="end_sessions_of",
    ),
    path("administration/teams/", teams.teams, name="teams"),
    path("administration/teams/new/", teams.new_team, name="new_team"),
    path("administration/teams/<int:team_id>/", teams.team, name="team"),
    path("administration/teams/<int:team_id>/delete/", teams.delete_team, name="delete_team"),
    path("administration/roles/", roles.roles, name="roles"),
    path("administration/roles/new/", roles.new_role, name="new_role"),
    path("administration/roles/<int:role_id>/", roles.role, name="role"),
    path("administration/roles/<int:role_id>/delete/", roles.delete_role, name="delete_role"),
    path("administration/trail/", trail.trail, name="trail"),
    path("administration/trail/<int:number>/", trail.trail_entry, name="trail_entry"),
    path("administration/installation/", installation.installation, name="installation"),
]

# allauth looks these up by their names, but for those open to whoever cannot sign in yet.
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", entering.sign_in, name="account_login"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("sign-in/code/", second_factor.enter_code, name="sign_in_code"),
    path("sign-in/passkey/", passkeys.sign_in, name="sign_in_passkey"),
    path("sign-in/provider/", provider.sign_in, name="provider_sign_in"),
    path("sign-in/provider/back/", provider.back, name="provider_back"),
    path("sign-in/forgotten/", entering.forgotten, name="forgotten_password"),
    path("sign-in/new-password/<str:text>/", entering.new_password, name="new_password"),
    path("invitation/<str:text>/", entering.invitation, name="invitation"),
    path("account/confirm/", entering.confirm, name="account_reauthenticate"),
    path("account/password/", account.change_password, name="account_change_password"),
    path("", include((pages, "governance"))),
]
