"""The experiment of a spec: settings of training, data and search, and bounds on cost."""
