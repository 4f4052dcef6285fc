-- The attribute `key` of the record of a business event, else of its resource, as text behind `=`; empty without the
-- attribute. What a column holds is not among the attributes.
multiIf(
  {key:String} = 'service.name', concat('=', toString(service)),
  mapContains(attributes, {key:String}), concat('=', attributes[{key:String}]),
  {key:String} = 'user.id' AND user_id != '', concat('=', user_id),
  {key:String} = 'session.id' AND session_id != '', concat('=', session_id),
  {key:String} = concat('telltale.', kind, '.reason') AND reason != '', concat('=', toString(reason)),
  {key:String} = concat('telltale.', kind, '.outcome') AND outcome != '', concat('=', toString(outcome)),
  {key:String} = concat('telltale.', kind, '.currency') AND currency != '', concat('=', toString(currency)),
  {key:String} = concat('telltale.', kind, '.state') AND state != '', concat('=', toString(state)),
  {key:String} = concat('telltale.', kind, '.from_state') AND from_state != '', concat('=', toString(from_state)),
  {key:String} = concat('telltale.', kind, '.event') AND step != '', concat('=', toString(step)),
  -- include alert-resource-value
)
