-- Records of workflows between `since` and the end of the range. `narrowed`: only of instances that match the other
-- parameters of the request, of which `from` is then the same time as `since`.
FROM business_events
WHERE kind = 'workflow' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND name = {type:String} -- if type
  AND {narrowed:Bool} AND cityHash64(name, entity_id) IN ( -- if narrowed
    -- include workflow-chosen
    )
