-- The attributes that spans and log records of a reading must have.
AND ( -- if where1Key
  -- include alert-value as where1
) = {where1Value:String} -- if where1Key
AND ( -- if where2Key
  -- include alert-value as where2
) = {where2Value:String} -- if where2Key
AND ( -- if where3Key
  -- include alert-value as where3
) = {where3Value:String} -- if where3Key
AND ( -- if where4Key
  -- include alert-value as where4
) = {where4Value:String} -- if where4Key
AND ( -- if where5Key
  -- include alert-value as where5
) = {where5Value:String} -- if where5Key
