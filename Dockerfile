# The service: `service` runs workers; `trainer` can also train releases, for the api (the editor publishes) and `prepare`.
FROM python:3.12-slim AS packages
RUN pip install --no-cache-dir uv
ENV UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY pyproject.toml requirements.lock ./
# Only what runs: the lock pins and checks it, the tests' packages stay out.
RUN uv venv /opt/venv \
    && uv pip install --python /opt/venv/bin/python --require-hashes -r pyproject.toml -c requirements.lock

FROM python:3.12-slim AS service
RUN useradd --create-home --uid 10001 concilia \
    && install -d -o concilia -g concilia /data /app/.cache
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 CONCILIA_HOME=/data
COPY --from=packages /opt/venv /opt/venv
COPY bot bot
COPY flows flows
COPY webhooks webhooks
COPY console console
COPY docs docs
COPY nlu nlu
RUN python -m compileall -q bot flows webhooks console
USER concilia
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "bot.main"]

FROM service AS trainer
USER root
RUN pip install --no-cache-dir uv
ENV UV_PYTHON_INSTALL_DIR=/opt/python UV_COMPILE_BYTECODE=1
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/* \
    && uv python install 3.10 \
    && uv venv --python 3.10 nlu/.venv \
    && uv pip install --python nlu/.venv/bin/python --require-hashes -r nlu/pyproject.toml -c nlu/requirements.lock
USER concilia
