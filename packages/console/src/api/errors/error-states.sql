-- What people decided about some groups of errors, and what happened since.
SELECT
  fingerprint,
  body,
  version,
  isBack,
  hasGrown
FROM (
  -- include group-states
)
