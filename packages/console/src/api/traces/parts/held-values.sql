-- Values of one attribute of resources, for `span-value`.
WITH ( -- if resourceKey
    SELECT (groupArray(hash), groupArray(text)) FROM (
      SELECT
        hash,
        any(attributes[{resourceKey:String}]) AS text
      FROM resources WHERE mapContains(attributes, {resourceKey:String}) GROUP BY hash LIMIT 100000)
  ) AS held
