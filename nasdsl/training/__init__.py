"""Training of networks: modes, metrics, searches by training, retraining at full length."""
