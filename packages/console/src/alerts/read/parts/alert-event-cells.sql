-- The attributes of business events by which a reading is grouped.
substring(( -- repeat 5 if group#Key
  -- include alert-event-value as group#
  ), 2) AS cell#,
