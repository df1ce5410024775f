"""Closing a conversation, giving it back, noting contacts made elsewhere, and sheets for finance."""
