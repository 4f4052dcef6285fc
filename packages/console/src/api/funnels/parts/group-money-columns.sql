-- What people with one value are worth: of those who took all steps their latest transaction, of others their latest
-- one that was not completed. And what those of them are worth who dropped. People without such a transaction are left
-- out.
SELECT
  kind,
  value,
  paid.2 AS currency,
  sum(standsFor) AS people,
  toString(toDecimal256(sum(worth), 9)) AS amount,
  sumIf(standsFor, hasDropped) AS lostPeople,
  toString(toDecimal256(sumIf(worth, hasDropped), 9)) AS lost,
  max(standsFor) AS mostForOne
FROM (
  SELECT
    kind,
    value,
    level = length({steps:Array(Array(String))}[1]) AS hasFinished,
    NOT hasFinished AND NOT isOpen AS hasDropped,
    if(hasFinished, latest, unfinished) AS paid,
    standsFor,
    toDecimal256(paid.1, 9) * toDecimal64(standsFor, 6) AS worth
  FROM (
