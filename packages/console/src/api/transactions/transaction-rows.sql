-- Transactions of one type that began or ended in the range, the latest first: a page of them, with `windowStart` only
-- of those that began since then, and whether their begin is among the records. Conditions on attributes need
-- `details`.
-- include transaction-timeouts
SELECT
  type,
  id,
  toString(toUnixTimestamp64Nano(began)) AS startNs,
  outcome,
  reason,
  if(isFinite(durationMs), durationMs, NULL) AS took,
  if(hasAmount, toString(amount), NULL) AS worth,
  currency,
  user,
  steps,
  lastStep,
  service,
  hasBegin, -- if windowStart
  traceId
FROM (
  SELECT
    -- include own-attributes
    *
  FROM (
    -- include transactions-of-people
    ) AS states
  -- include own-resources
)
WHERE (
  (began >= {from:DateTime64(9, 'UTC')} AND began < {to:DateTime64(9, 'UTC')})
    OR (isEnded AND ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')}))
  AND began >= {windowStart:DateTime64(9, 'UTC')} -- if windowStart
  AND outcome = {outcome:String} -- if outcome
  AND service = {withinService:String} -- if withinService
  AND reason = {reason:String} -- if reason
  AND user = {user:String} -- if user
  AND positionCaseInsensitiveUTF8(id, {search:String}) > 0 -- if search
  AND hasAmount AND toFloat64(amount) >= {minAmount:Float64} -- if minAmount
  AND hasAmount AND toFloat64(amount) <= {maxAmount:Float64} -- if maxAmount
  AND durationMs >= {minMs:Float64} -- if minMs
  AND durationMs <= {maxMs:Float64} -- if maxMs
  -- include row-conditions
  AND ( -- if cursorStart
    began < {cursorStart:DateTime64(9, 'UTC')}
      OR (began = {cursorStart:DateTime64(9, 'UTC')} AND id < {cursorId:String}))
ORDER BY began DESC, id DESC
LIMIT {limit:UInt32}
