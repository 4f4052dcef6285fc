-- The people whose ways through journeys were abandoned in the range, a row for each time. A session is its latest
-- owner's, if it has one. `person` is 0 for records without one: the engine would read a condition on their columns
-- before `phase`, for all rows.
SELECT
  journey,
  given,
  moment,
  multiIf(user != 0, user, belongs != 0, belongs, visit) AS person
FROM abandoned LEFT ANY JOIN (
  SELECT
    session,
    toUInt64(max(owner)) AS belongs
  FROM session_owners
  WHERE identity(session) IN (SELECT visit FROM abandoned)
  GROUP BY session
) AS owners ON session = visit
