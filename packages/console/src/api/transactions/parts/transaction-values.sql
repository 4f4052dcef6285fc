-- Transactions of one type that ended in the range, each with its value of the attribute `by`; the empty text: no such
-- attribute, or `ungrouped`.
SELECT
  '' AS value, -- when ungrouped
  multiIf({by:String} = 'service.name', service, ownValue != '', ownValue, ofProcess) AS value, -- if by
  *
FROM (
  -- include chosen-transactions
  ) AS states
-- include process-values
WHERE isEnded AND ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')}
