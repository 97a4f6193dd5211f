"""Facts that many subjects need and none owns: products, regions, exchange rates, calendars."""
