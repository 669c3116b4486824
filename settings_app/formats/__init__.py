"""How Django writes dates and times where nothing else says how, in the admin above all."""
