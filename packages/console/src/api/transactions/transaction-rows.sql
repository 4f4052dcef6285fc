-- Transactions of one type that began or ended in the range, the latest first: a page of them.
-- include transaction-timeouts
SELECT
  type,
  id,
  toString(toUnixTimestamp64Nano(began)) AS startNs,
  outcome,
  reason,
  if(isFinite(durationMs), durationMs, NULL) AS durationMs,
  if(hasAmount, toString(amount), NULL) AS amount,
  currency,
  user,
  steps,
  lastStep,
  service,
  traceId
FROM (
  -- include transaction-states
)
WHERE (
  (began >= {from:DateTime64(9, 'UTC')} AND began < {to:DateTime64(9, 'UTC')})
    OR (isEnded AND ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')}))
  AND outcome = {outcome:String} -- if outcome
  AND user = {user:String} -- if user
  AND positionCaseInsensitiveUTF8(id, {search:String}) > 0 -- if search
  AND (
    began < {cursorStart:DateTime64(9, 'UTC')}
      OR (began = {cursorStart:DateTime64(9, 'UTC')} AND id < {cursorId:String}))
ORDER BY began DESC, id DESC
LIMIT {limit:UInt32}
