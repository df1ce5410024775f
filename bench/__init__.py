"""How fast the service is, each figure beside a reference run in the same minute on the same cores."""
