//! Server functions by subject: guard, one call, return. And what they answer.

mod account;
mod chat;
mod failure;
mod home;
mod json;
mod session;

pub use account::{
    CurrentPerson, Login, Logout, Register, Registration, current_person, login, logout, register,
    registration,
};
pub use chat::{
    CreateRoom, LeaveRoom, MyRooms, OpenDirect, OpenRoom, RoomPage, create_room, leave_room,
    my_rooms, open_direct, open_room,
};
pub use failure::Failure;
pub use home::{
    CreateSession, HomePage, MySessions, SessionSummary, create_session, my_sessions, open_home,
};
pub use json::Json;
pub use session::{
    AskAccess, JoinSession, OpenSession, SessionPage, WithdrawAccess, ask_access, join_session,
    open_session, withdraw_access,
};
