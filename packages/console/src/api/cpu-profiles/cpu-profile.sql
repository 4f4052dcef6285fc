-- The content of one CPU profile.
SELECT
  toString(name) AS spanName,
  data
FROM cpu_profiles WHERE uid = {id:String} LIMIT 1
