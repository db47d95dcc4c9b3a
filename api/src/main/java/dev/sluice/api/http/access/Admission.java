package dev.sluice.api.http.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Has its say about every request whose caller is known, before anybody asks what they may do. */
public interface Admission {

  /** Answers the request itself, or passes it on to {@code chain}. */
  void admit(
      Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException;
}
