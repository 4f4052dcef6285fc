-- Rows (a person and a day) of users and of sessions without a known user.
-- include user-rows
UNION ALL
-- include session-rows
