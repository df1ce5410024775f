"""What the forms of the way in bring: a field left out is an empty one."""

from pydantic import BaseModel

from bot.application.staff.invitations import NewPassword
from bot.application.staff.sign_in import Credentials


class SignInForm(BaseModel):
    email: str = ""
    password: str = ""
    next: str = ""

    def credentials(self) -> Credentials:
        return Credentials(self.email, self.password)


class CodeForm(BaseModel):
    code: str = ""
    next: str = ""


class NewPasswordForm(BaseModel):
    password: str = ""
    repeated: str = ""

    def chosen(self) -> NewPassword:
        return NewPassword(self.password, self.repeated)


class ConfirmedForm(NewPasswordForm):
    """Whatever changes how somebody comes in is confirmed by the password they have."""

    current: str = ""
    code: str = ""
