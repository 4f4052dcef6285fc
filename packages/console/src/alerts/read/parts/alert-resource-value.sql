-- The attribute `key` of the row's resource, as text behind `=`. Each resource is looked up once and not once a row.
transform(
  resource_hash,
  arrayPushBack((
    SELECT groupArray(hash) FROM (
      SELECT DISTINCT hash FROM resources WHERE mapContains(attributes, {key:String}) ORDER BY hash)), toUInt64(0)),
  arrayPushBack((
    SELECT groupArray(held) FROM (
      SELECT concat('=', attributes[{key:String}]) AS held FROM resources
      WHERE mapContains(attributes, {key:String}) ORDER BY hash LIMIT 1 BY hash)), ''),
  '')
