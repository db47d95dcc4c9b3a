package dev.sluice.api.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TestApi;
import jakarta.persistence.EntityManagerFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

class IdentificationCostIT {

  private static final int REQUESTS = 300;

  @Test
  void knowingWhoIsCallingCostsNoStatementPerRequest() throws Exception {
    try (AuthorizationServer issuer = AuthorizationServer.start()) {
      Map<String, String> settings = new HashMap<>(issuer.apiSettings());
      settings.put("sluice.keys.recheck-after", "9s");
      settings.put("spring.jpa.properties.hibernate.generate_statistics", "true");
      try (TestApi api = TestApi.start(settings)) {
        String key = api.createKey("acme", List.of("jobs:read"));
        String token = issuer.token("acme", "jobs:read");
        api.send(api.anonymous("/v1/nothing").header("Authorization", "Bearer " + token));
        long statements = statements(api);
        int fetches = issuer.keyFetches();
        long start = System.nanoTime();
        for (int i = 0; i < REQUESTS; i++) {
          for (String credential : List.of(key, token, TestApi.ADMIN_KEY, "a.b.c", "invented")) {
            api.send(api.anonymous("/v1/nothing").header("Authorization", "Bearer " + credential));
          }
        }
        long rechecks = (System.nanoTime() - start) / 9_000_000_000L + 1;
        assertThat(statements(api) - statements).isBetween(1L, rechecks);
        assertThat(issuer.keyFetches()).isEqualTo(fetches);
      }
    }
  }

  private static long statements(TestApi api) {
    return api.bean(EntityManagerFactory.class)
        .unwrap(SessionFactory.class)
        .getStatistics()
        .getPrepareStatementCount();
  }
}
