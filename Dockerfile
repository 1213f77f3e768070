# Never built in this project's own tests, its steps were carried out by hand: see docs/operations.md.

# The looks of the pages, from npm. Nothing of Node stays in the image.
FROM python:3.11-slim AS looks
RUN apt-get update && apt-get install -y --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
COPY voorkant voorkant
COPY frontdesk frontdesk
RUN python -m frontdesk.assets

FROM python:3.11-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 VOORKANT_CONFIG=/config
RUN useradd --uid 10001 --create-home voorkant && install -d -o voorkant -g voorkant /config
WORKDIR /app
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY voorkant voorkant
COPY crawlers crawlers
COPY nlp nlp
COPY models models
COPY storage storage
COPY networks networks
COPY frontdesk frontdesk
COPY pipeline pipeline
COPY demo demo
COPY dags dags
COPY --from=looks /app/frontdesk/static/vendor frontdesk/static/vendor
# Editable: the corpora and the town's texts are read where they stand. COPY keeps the modes of the checkout, which
# with a strict umask are for its owner alone.
RUN pip install --no-deps -e . && chmod -R a+rX /app
USER voorkant
# The checkout belongs to root, so the model goes to this user's cache, where every later start finds it.
RUN voorkant model train --shipped
VOLUME /config
HEALTHCHECK --interval=5m --timeout=60s --start-period=30s CMD ["voorkant", "doctor"]
ENTRYPOINT ["voorkant"]
CMD ["--help"]
