-- Whether there is a business event from before `until`. Stops at the first one.
SELECT 1 AS found
FROM business_events
WHERE ts < {until:DateTime64(9, 'UTC')}
LIMIT 1
