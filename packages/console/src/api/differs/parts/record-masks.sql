-- The compared transactions or workflows, each with the candidates that it meets as bits.
SELECT
  selected,
  user,
  amount,
  hasAmount,
  currency,
  bitOr(bitOr(valueMask, numberMask), bitXor({absentAll:UInt32}, presentMask)) AS mask
FROM (
  SELECT
    selected,
    user,
    amount,
    hasAmount,
    currency,
    -- include value-bits
    ,
    -- include number-bits
  FROM (
    -- include compared-records
    ))
