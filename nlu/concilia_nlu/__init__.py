"""The dialogue as a pure function: understands a message, then walks the flows until it listens or needs an act.

Rasa and TensorFlow read these when first imported, so they are settled here, before any module of ours imports them.
"""

import os
import sys
import warnings

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
if not sys.warnoptions:
    warnings.simplefilter("ignore")
