"""`bench peer`: the same negotiation held by our service and by stock Rasa, under the same load."""
