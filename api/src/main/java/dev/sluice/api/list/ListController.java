package dev.sluice.api.list;

import dev.sluice.api.access.Caller;
import dev.sluice.job.Job;
import dev.sluice.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ListController {

  private final JobListing jobs;

  ListController(JobListing jobs) {
    this.jobs = jobs;
  }

  @GetMapping(path = "/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> list(@AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    Page<Job> page = jobs.read(caller.tenant(), ListQuery.of(request.getParameterMap()));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache().cachePrivate())
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.mapper().writeValueAsBytes(page));
  }
}
