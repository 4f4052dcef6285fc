-- The names of types, states and events, so that paths can be arrays of numbers: the first, for none, is empty.
WITH (
  SELECT arrayConcat([''], arrayFilter(name -> name != '', groupUniqArrayArray(10000)([
    toString(business_events.name),
    toString(state),
    toString(step)])))
  FROM business_events
  WHERE kind = 'workflow' AND ts < {to:DateTime64(9, 'UTC')}
    AND name = {type:String} -- if type
) AS names
