-- The attributes of spans and log records by which a reading is grouped.
substring(( -- repeat 5 if group#Key
  -- include alert-value as group#
  ), 2) AS cell#,
