"""A better model, made and put live: jobs that train, the gate, the change from one Rasa server to the next."""
