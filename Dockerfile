# Framework Advisor on Debian slim: the packages of the hashed lock, the code, nothing else.
# The Python is the one the test suite runs on. docs/deployment.md says how to try each step.
FROM python:3.11.14-slim-bookworm AS packages
COPY requirements.lock /build/requirements.lock
RUN python -m venv --without-pip /opt/venv
RUN python -m pip --python /opt/venv/bin/python install --no-cache-dir --disable-pip-version-check --no-input --no-deps --only-binary=:all: --require-hashes -r /build/requirements.lock

FROM python:3.11.14-slim-bookworm
RUN groupadd --gid 10001 advisor && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin advisor
RUN install --directory --owner=advisor --group=advisor --mode=0700 /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/advisor
COPY LICENSE pyproject.toml ./
COPY alembic alembic
COPY static static
COPY templates templates
COPY app app
RUN /opt/venv/bin/python -m compileall -q app
ENV PATH=/opt/venv/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
ENV ADVISOR_HOST=0.0.0.0 ADVISOR_PORT=8000 ADVISOR_DATABASE=/data/advisor.db
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['ADVISOR_PORT'] + '/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
