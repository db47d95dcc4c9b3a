package dev.sluice.api.http.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Admits or refuses requests of known callers, before their authorization. */
public interface Admission {

  /** Responds itself, or passes the request on. */
  void admit(
      Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException;
}
