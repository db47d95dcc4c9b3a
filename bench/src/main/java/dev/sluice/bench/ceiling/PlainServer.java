package dev.sluice.bench.ceiling;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The upper bound for the api: the same version of Tomcat, on virtual threads, with a servlet that
 * parses a JSON body and returns JSON of the size of a job.
 */
public final class PlainServer {
  private static final JsonMapper JSON = JsonMapper.shared();

  private PlainServer() {}

  /** Serves until the process exits. */
  public static void serve(int port) throws LifecycleException {
    Tomcat tomcat = new Tomcat();
    Connector connector = new Connector();
    connector.setPort(port);
    connector.setProperty("address", "127.0.0.1");
    connector.getProtocolHandler().setExecutor(new VirtualThreadExecutor("plain-"));
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "jobs", new JobsServlet()).addMapping("/*");
    tomcat.start();
    tomcat.getServer().await();
  }

  private static final class JobsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      answer(response, HttpServletResponse.SC_OK, "gpt-4o");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      JsonNode body = JSON.readTree(request.getInputStream());
      answer(response, HttpServletResponse.SC_ACCEPTED, body.path("model").asString());
    }

    private static void answer(HttpServletResponse response, int status, String model)
        throws IOException {
      response.setStatus(status);
      response.setContentType("application/json");
      byte[] body =
          JSON.writeValueAsBytes(
              Map.of(
                  "job_id",
                  "0199b1f6-6b2e-7c31-9d2f-3f6b1c2d4e5f",
                  "status",
                  "pending",
                  "created_at",
                  "2026-11-22T20:00:00Z",
                  "progress",
                  0.0,
                  "attempt",
                  0,
                  "model",
                  model,
                  "metadata",
                  Map.of("order", "4711"),
                  "result",
                  " word".repeat(40)));
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
