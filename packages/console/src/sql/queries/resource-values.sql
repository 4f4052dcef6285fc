-- What each resource has for one attribute.
SELECT hash, any(attributes[{key:String}]) AS text FROM resources WHERE mapContains(attributes, {key:String}) GROUP BY hash LIMIT 10000
