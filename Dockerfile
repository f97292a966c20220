# The product in a container. What must be kept is in /data; see docs/deployment.md.
FROM python:3.13-slim

# pg_dump and pg_restore, for the backups of those who use PostgreSQL.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/mentoring
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY app.py ./
COPY mentoring ./mentoring
COPY templates ./templates
COPY static ./static
COPY migrations ./migrations
# The guides, which the product shows as its help.
COPY README.md ./
COPY docs/guides ./docs/guides

RUN useradd --system --uid 10001 --home-dir /data mentoring && install -d -o mentoring -m 700 /data
USER mentoring
ENV INSTANCE_PATH=/data BIND=0.0.0.0 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=2m --timeout=20s --start-period=30s CMD ["flask", "--app", "app", "doctor"]
CMD ["flask", "--app", "app", "serve"]
