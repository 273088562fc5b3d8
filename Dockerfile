# The program on a Java runtime, on top of whatever image has your model servers:
#
#   docker build -t llama-swap .
#   docker build -t llama-swap:cuda --build-arg BASE=ghcr.io/ggml-org/llama.cpp:server-cuda .
#
# BASE has to be Debian or Ubuntu, of which nearly all images of model servers are made.
ARG BASE=ubuntu:24.04

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q -DskipTests package

FROM eclipse-temurin:25-jre AS runtime

# hadolint ignore=DL3006
FROM ${BASE}
LABEL org.opencontainers.image.title="llama-swap" \
      org.opencontainers.image.description="One address in front of all the local language models of a machine." \
      org.opencontainers.image.licenses="Apache-2.0"
USER 0
# tini takes up the orphans of model servers; without it the program does so itself
# (FirstProcessIntegrationTests).
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/llama-swap llama-swap \
    && install -d -o llama-swap -g llama-swap /etc/llama-swap /models
COPY --from=runtime /opt/java/openjdk /opt/java/openjdk
COPY --from=build /src/target/llama-swap.jar /opt/llama-swap/
# The second is for llama-server images, which would open their port to everybody.
ENV PATH=/opt/java/openjdk/bin:/app:$PATH \
    LLAMA_ARG_HOST=127.0.0.1
USER 10001
# A config.yaml that is mounted here is used; without one the demo starts.
WORKDIR /etc/llama-swap
EXPOSE 8080
# Not curl: not every base has it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /actuator/health/liveness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
# The heap is small on purpose: the memory of the container belongs to the models.
ENTRYPOINT ["tini", "--", "java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/llama-swap/llama-swap.jar", "--management", "127.0.0.1:8081"]
CMD ["--listen", ":8080"]
