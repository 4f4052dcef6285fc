-- Conditions on interactions, by the parameters of the request.
AND environment = {environment:String} -- if environment
AND name = {type:String} -- if type
AND business_events.channel = {channel:String} -- if channel
AND business_events.tier = {tier:String} -- if tier
AND outcome = {result:String} -- if result
AND if(attributes['customer.id'] = '', user_id, attributes['customer.id']) = {customer:String} -- if customer
