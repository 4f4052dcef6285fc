-- The attributes that findings of a reading must have.
AND ( -- if where1Key
  -- include alert-finding-value as where1
) = {where1Value:String} -- if where1Key
AND ( -- if where2Key
  -- include alert-finding-value as where2
) = {where2Value:String} -- if where2Key
AND ( -- if where3Key
  -- include alert-finding-value as where3
) = {where3Value:String} -- if where3Key
AND ( -- if where4Key
  -- include alert-finding-value as where4
) = {where4Value:String} -- if where4Key
AND ( -- if where5Key
  -- include alert-finding-value as where5
) = {where5Value:String} -- if where5Key
