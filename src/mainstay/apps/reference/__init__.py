"""Facts that many subjects need and none owns: exchange rates, business calendars."""
