-- The attributes of errors by which a reading is grouped.
substring(( -- repeat 5 if group#Key
  -- include alert-error-value as group#
  ), 2) AS cell#,
