-- The compared transactions, workflows or people, each with the candidates that it meets as bits; with `withTraces`
-- also those that the spans of its traces meet.
SELECT
  selected,
  rowWeight,
  user,
  amount,
  hasAmount,
  currency,
  ownMask AS mask -- when withoutTraces
  bitOr(ownMask, groupBitOr(traceMask)) AS mask -- when withTraces
FROM (
  SELECT
    row,
    selected,
    rowWeight,
    user,
    amount,
    hasAmount,
    currency,
    arrayJoin(if(empty(traces), [toFixedString('', 16)], traces)) AS trace, -- when withTraces
    bitOr(bitOr(valueMask, numberMask), bitXor({absentAll:UInt32}, presentMask)) AS ownMask
  FROM (
    SELECT
      row,
      traces,
      selected,
      rowWeight,
      user,
      amount,
      hasAmount,
      currency,
      -- include value-bits
      ,
      -- include presence-bits
      ,
      -- include number-bits
    FROM (
      -- include compared-records
      ))) AS compared
LEFT ANY JOIN ( -- when withTraces
    -- include trace-masks
  ) AS masks ON trace = ofTrace
GROUP BY row, selected, rowWeight, user, amount, hasAmount, currency, ownMask -- when withTraces
