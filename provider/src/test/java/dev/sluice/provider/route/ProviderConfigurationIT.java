package dev.sluice.provider.route;

import static dev.sluice.provider.Chats.call;
import static dev.sluice.provider.Chats.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Deadline;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.Outcome;
import dev.sluice.provider.ProviderCatalog;
import dev.sluice.provider.ProviderErrors;
import dev.sluice.provider.ProviderRouter;
import dev.sluice.provider.peer.Peer;
import dev.sluice.provider.peer.Script;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ProviderConfigurationIT {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(ProviderConfiguration.class);

  @Test
  void modelsGoWhereTheDefaultRoutesSay() {
    context.run(started -> {
      ProviderRouter router = started.getBean(ProviderRouter.class);
      assertThat(router.providerName("claude-opus-4-6")).isEqualTo("anthropic");
      assertThat(router.providerName("gpt-4o")).isEqualTo("openai");
      assertThat(router.providerName("anything")).isEqualTo("openai");
    });
  }

  @Test
  void variablesOfTheSdksAreHonoured() throws Exception {
    try (Peer openAi = Peer.that(Script.answer(404, "{}"));
        Peer anthropic = Peer.that(Script.answer(404, "{}"))) {
      context
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withPropertyValues(
              "OPENAI_API_KEY=sk-env",
              "OPENAI_BASE_URL=" + openAi.url("/v1"),
              "ANTHROPIC_API_KEY=sk-ant",
              "ANTHROPIC_BASE_URL=" + anthropic.url(""))
          .run(started -> {
            ProviderRouter router = started.getBean(ProviderRouter.class);
            Outcome unknown = new Outcome.Permanent(ProviderErrors.MODEL_NOT_FOUND);
            assertThat(router.complete(call(hello("gpt-4o")))).isEqualTo(unknown);
            assertThat(router.stream(call(hello("claude-x")), _ -> {})).isEqualTo(unknown);
            assertThat(started.getBean(MeterRegistry.class).find("sluice.provider.calls").timers())
                .hasSize(2);
          });
      assertThat(openAi.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer sk-env");
      assertThat(openAi.requests().getFirst().body().has("max_tokens")).isTrue();
      assertThat(anthropic.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer sk-ant");
    }
  }

  @Test
  void modelsAreNamedByRoutesWithoutWildcardsToProvidersThatAreSetUp() throws Exception {
    try (Peer away = Peer.that(Script.answer(500, "{}"))) {
      context
          .withPropertyValues(
              "sluice.provider.compatible.local.base-url=" + away.url("/v1"),
              "sluice.provider.routes[0].pattern=llama3:8b",
              "sluice.provider.routes[0].provider=local",
              "sluice.provider.routes[1].pattern=llama*",
              "sluice.provider.routes[1].provider=local",
              "sluice.provider.routes[2].pattern=claude-x",
              "sluice.provider.routes[2].provider=anthropic")
          .run(started -> {
            ProviderCatalog catalog = started.getBean(ProviderCatalog.class);
            assertThat(catalog.providers()).containsExactly("local");
            assertThat(catalog.namedModels()).containsExactly("llama3:8b");
            assertThat(catalog.models("local", Deadline.in(Duration.ofSeconds(5))))
                .isEqualTo(new ModelListing.Failed(ProviderErrors.UNAVAILABLE));
          });
    }
  }

  @Test
  void ownSettingsGoBeforeTheVariablesAndServersHaveTheirOwn() throws Exception {
    try (Peer own = Peer.that(Script.answer(404, "{}"));
        Peer local = Peer.that(Script.answer(404, "{}"))) {
      context
          .withPropertyValues(
              "OPENAI_API_KEY=sk-env",
              "sluice.provider.openai.api-key=sk-own",
              "sluice.provider.openai.base-url=" + own.url("/v1"),
              "sluice.provider.openai.max-tokens-field=max_completion_tokens",
              "sluice.provider.openai.fixed-sampling-models=gpt-4o",
              "sluice.provider.compatible.local.base-url=" + local.url("/v1"),
              "sluice.provider.routes[0].pattern=llama*",
              "sluice.provider.routes[0].provider=local",
              "sluice.provider.routes[1].pattern=gpt-*",
              "sluice.provider.routes[1].provider=openai",
              "sluice.provider.quick-retries=0",
              "sluice.provider.connect-timeout=3s")
          .run(started -> {
            ProviderRouter router = started.getBean(ProviderRouter.class);
            router.complete(call(hello("gpt-4o")));
            router.complete(call(hello("llama3:8b")));
            assertThat(router.complete(call(hello("other"))))
                .isEqualTo(new Outcome.Permanent(ProviderErrors.MODEL_NOT_ROUTED));
            assertThat(router.providerName("other")).isEqualTo("none");
          });
      assertThat(own.requests()).hasSize(1);
      assertThat(own.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer sk-own");
      assertThat(own.requests().getFirst().body().has("max_completion_tokens")).isTrue();
      assertThat(own.requests().getFirst().body().has("temperature")).isFalse();
      assertThat(local.requests()).hasSize(1);
    }
  }

  @Test
  void providerWithoutKeyAndUrlIsNotConfigured() {
    context
        .withPropertyValues("OPENAI_API_KEY=", "OPENAI_BASE_URL=")
        .run(started ->
            assertThat(started.getBean(ProviderRouter.class).complete(call(hello("gpt-4o"))))
                .isEqualTo(new Outcome.Permanent(ProviderErrors.NOT_CONFIGURED)));
  }

  @Test
  void wrongSettingsFailTheStart() {
    assertFails("sluice.provider.openai.max-in-flight=0");
    assertFails("sluice.provider.openai.unheard-of=1");
    assertFails("sluice.provider.quick-retries=11");
    assertFails("sluice.provider.compatible.openai.base-url=http://127.0.0.1/v1");
    assertFails("sluice.provider.compatible.local.api-key=x");
    context
        .withPropertyValues(
            "sluice.provider.routes[0].pattern=*", "sluice.provider.routes[0].provider=nobody")
        .run(started -> assertThat(started).hasFailed());
  }

  @Test
  void keysDoNotShowThemselves() {
    context
        .withPropertyValues("sluice.provider.openai.api-key=sk-secret")
        .run(started ->
            assertThat(started.getBean(ProviderProperties.class).toString())
                .doesNotContain("sk-secret"));
  }

  private void assertFails(String property) {
    context.withPropertyValues(property).run(started -> assertThat(started).hasFailed());
  }
}
