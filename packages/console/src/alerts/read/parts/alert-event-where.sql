-- The attributes that business events of a reading must have.
AND ( -- repeat 5 if where#Key
  -- include alert-event-value as where#
  ) = {where#Value:String}
