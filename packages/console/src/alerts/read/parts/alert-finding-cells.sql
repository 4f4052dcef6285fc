-- The attributes of findings by which a reading is grouped.
substring(( -- repeat 5 if group#Key
  -- include alert-finding-value as group#
  ), 2) AS cell#,
