"""The addresses of the pages."""

from django.urls import path

from rooms.views import accounts, catchup, chat, groups, search, setup

urlpatterns = [
    path("", chat.chat, name="chat"),
    path("rooms/<int:room>/", chat.chat, name="room"),
    path("m/<int:message>", chat.message, name="message"),
    path("groups/", groups.groups, name="groups"),
    path("catchup/", catchup.catchup, name="catchup"),
    path("search/", search.search, name="search"),
    path("set-up/", setup.SetUp.as_view(), name="set-up"),
    path("accounts/sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("accounts/sign-out/", accounts.SignOut.as_view(), name="sign-out"),
    path("accounts/sign-up/", accounts.SignUp.as_view(), name="sign-up"),
    path("accounts/password/", accounts.Password.as_view(), name="password"),
    path("accounts/new-password/", accounts.NewPassword.as_view(), name="new-password"),
]
