package dev.sluice.api.describe;

import dev.sluice.api.keys.Scope;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.OAuthFlows;
import io.swagger.v3.oas.models.security.Scopes;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The document's parts, and what joins them with the endpoints that are really mapped. */
final class Description {

  static final String API_KEY = "apiKey";
  static final String BEARER_KEY = "bearerKey";
  static final String OAUTH2 = "oauth2";

  static final List<Chapter> CHAPTERS =
      List.of(
          Chats.chapter(),
          Jobs.chapter(),
          JobLists.chapter(),
          Webhooks.chapter(),
          Deliveries.chapter(),
          Replays.chapter(),
          Keys.chapter(),
          Healths.chapter());

  private Description() {}

  /** Everything but the operations. */
  static OpenAPI frame() {
    Components components =
        new Components()
            .headers(Headers.all())
            .addSecuritySchemes(
                API_KEY,
                new SecurityScheme()
                    .type(SecurityScheme.Type.APIKEY)
                    .in(SecurityScheme.In.HEADER)
                    .name("X-API-Key")
                    .description("An API key, as `POST /v1/admin/keys` made it."))
            .addSecuritySchemes(
                BEARER_KEY,
                new SecurityScheme()
                    .type(SecurityScheme.Type.HTTP)
                    .scheme("bearer")
                    .description("The same key as a bearer token."))
            .addSecuritySchemes(OAUTH2, oauth2());
    Errors.schemas().forEach(components::addSchemas);
    CHAPTERS.forEach(chapter -> chapter.schemas().forEach(components::addSchemas));
    OpenAPI frame =
        new OpenAPI(SpecVersion.V31)
            .info(
                new Info()
                    .title("Sluice")
                    .version("1")
                    .description(
                        "LLM calls as durable jobs. A client hands over a prompt and goes away;"
                            + " Sluice calls the provider, keeps the result, announces it and"
                            + " delivers it as a signed webhook. The same API serves synchronous"
                            + " and streamed chat. JSON in UTF-8, `snake_case`, timestamps in UTC;"
                            + " unknown request fields are ignored."))
            .servers(List.of(new Server().url("/").description("This server.")))
            .components(components)
            .webhooks(Map.of("job", JobWebhook.item()));
    CHAPTERS.forEach(chapter ->
        frame.addTagsItem(new Tag().name(chapter.tag()).description(chapter.description())));
    return frame;
  }

  /** The access tokens come from whichever issuer the deployment trusts. */
  private static SecurityScheme oauth2() {
    Scopes scopes = new Scopes();
    for (Scope scope : Scope.values()) {
      scopes.addString(
          scope.wireName(), "The caller may use what needs `" + scope.wireName() + "`.");
    }
    return new SecurityScheme()
        .type(SecurityScheme.Type.OAUTH2)
        .description(
            "An access token (JWT) of the configured issuer; its token endpoint takes the place of"
                + " the one shown here.")
        .flows(
            new OAuthFlows()
                .clientCredentials(
                    new OAuthFlow()
                        .tokenUrl("https://issuer.invalid/oauth2/token")
                        .scopes(scopes)));
  }

  /** All operations, by method and path with the names of its variables left out. */
  static Map<String, Op> operations() {
    Map<String, Op> operations = new TreeMap<>();
    for (Chapter chapter : CHAPTERS) {
      chapter.operations().forEach(op -> operations.put(key(op.method(), op.path()), op));
    }
    return operations;
  }

  /**
   * Puts the descriptions in the place of what was guessed from the mappings.
   *
   * @throws IllegalStateException where an endpoint, or a parameter of it, is not described
   */
  static void join(OpenAPI document) {
    Map<String, Op> described = operations();
    document
        .getPaths()
        .forEach((path, item) ->
            item.readOperationsMap()
                .forEach((method, mapped) -> {
                  Op op = described.get(key(method.name(), path));
                  if (op == null || !op.path().equals(path)) {
                    throw new IllegalStateException(method + " " + path + " is not described");
                  }
                  requireParameters(mapped, op);
                  item.operation(method, op.operation());
                }));
  }

  private static void requireParameters(Operation mapped, Op described) {
    if (mapped.getParameters() == null) {
      return;
    }
    for (var parameter : mapped.getParameters()) {
      boolean known =
          described.operation().getParameters() != null
              && described.operation().getParameters().stream()
                  .anyMatch(other ->
                      other.getName().equals(parameter.getName())
                          && other.getIn().equals(parameter.getIn()));
      if (!known) {
        throw new IllegalStateException(
            described.path() + ": parameter " + parameter.getName() + " is not described");
      }
    }
  }

  private static String key(String method, String path) {
    return method + " " + path.replaceAll("\\{[^}]*}", "{}");
  }

  /** What a refusal with this status means. */
  static String refused(int status) {
    return switch (status) {
      case 400 -> "The request breaks the contract; `param` names the field where one does.";
      case 401 -> "Nobody is known to be calling.";
      case 403 -> "The caller may not do this.";
      case 404 -> "The caller has no such thing.";
      case 406 -> "The caller accepts none of the types of the answer.";
      case 408 -> "The body did not arrive in time; the connection is closed.";
      case 409 -> "What is asked for does not fit the present state.";
      case 413 -> "The body is too large.";
      case 415 -> "The body is not of the one type that is taken.";
      case 422 -> "The Idempotency-Key stands for another request.";
      case 429 -> "A limit is reached; `retry_after` says when a retry would succeed.";
      case 502 -> "The provider failed.";
      case 503 -> "Not at the moment; try again.";
      case 504 -> "The provider did not answer in time.";
      default -> throw new IllegalArgumentException("no operation refuses with " + status);
    };
  }
}
