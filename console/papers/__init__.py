"""The page behind a link sent by SMS: asks who opens it, then shows the paper."""
